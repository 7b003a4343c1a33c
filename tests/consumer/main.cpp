#include <exposeport.hpp>
#include <iostream>

int main()
{
    std::cout << exposeport::build_url(8080, "sandbox", "my_token", exposeport::base_domain("example.com")) << '\n';
}
