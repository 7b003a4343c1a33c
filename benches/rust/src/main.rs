//! Prints the times of the library and of the baselines as JSON lines.
//!
//! The argument is the directory that corpus.py writes to.

mod authorize;
mod baselines;
mod build_url;
mod corpus;
mod harness;
mod parse;
mod signed;
mod tokens;

use corpus::Lines;
use exposeport::BaseDomain;

fn main() {
    let [hosts, urls, bound, domain] =
        ["hosts.txt", "urls.txt", "bound.txt", "domain.txt"].map(Lines::read);
    let domain = BaseDomain::new(domain.all()[0]).expect("a base domain");
    let (hosts, urls, bound) = (hosts.all(), urls.all(), bound.all());

    parse::check_baselines(&hosts, &urls);
    parse::hosts(&hosts);
    parse::urls(&urls);
    parse::bind(&bound, &domain);
    build_url::urls(&bound, &domain);
    build_url::base_domains(&hosts);
    tokens::generate();
    tokens::compare(&bound, &domain);
    signed::tokens(&bound, &domain);
    authorize::authorize(&bound, &domain);
    authorize::whole_check(&bound, &domain);
    parse::lengths();
    parse::million();
}
