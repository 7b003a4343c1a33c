//! Times of exposeport beside what a user would pick instead, as JSON lines. Argument: the folder that corpus.py wrote.

mod alternatives;
mod build;
mod contest;
mod corpus;
mod floor;
mod parse;
mod rules;
mod state;
mod tokens;

fn main() {
    let hosts = corpus::Lines::read("hosts.txt");
    let urls = corpus::Lines::read("urls.txt");
    let bound = corpus::Lines::read("bound.txt");
    let domain = corpus::Lines::read("domain.txt");
    let domain = exposeport::BaseDomain::new(domain.all()[0]).expect("a base domain");
    let (hosts, urls, bound) = (hosts.all(), urls.all(), bound.all());

    parse::agree(&hosts, &urls);
    parse::hosts(&hosts);
    parse::urls(&urls);
    parse::bind(&bound, &domain);
    build::urls(&bound, &domain);
    build::base_domains(&hosts);
    tokens::make();
    tokens::compare(&bound, &domain);
    state::authorize(&bound, &domain);
    state::whole_check(&bound, &domain);
    parse::lengths();
    parse::million();
}
