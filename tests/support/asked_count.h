// How much of a long test is asked for: fewer under sanitizers, more for a release.
#pragma once

#include <QtGlobal>

namespace ttt::test {

// The environment variable's number; `otherwise` where it is not set to one.
inline int askedCount(const char* variable, int otherwise) {
    bool given = false;
    const int asked = qEnvironmentVariableIntValue(variable, &given);
    return given ? asked : otherwise;
}

} // namespace ttt::test
