#include <exposeport.hpp>
#include <iostream>

#ifdef CAPTURED
#error "the library links a target of the project"
#endif

int main()
{
    const exposeport::base_domain domain("example.com");
    std::cout << exposeport::build_url(8080, "sandbox", "my_token", domain) << '\n';
}
