// Prints the name of every instruction that asmjit has for x86-64, one a line.
#include <asmjit/x86.h>
#include <cstdio>

int main() {
    using namespace asmjit;
    for (InstId id = 1; id < x86::Inst::_kIdCount; id++) {
        String name;
        if (InstAPI::instIdToString(Arch::kX64, id, name) != kErrorOk) return 1;
        std::printf("%s\n", name.data());
    }
}
