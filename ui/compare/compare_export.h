// A comparison's table as a file: CSV, Markdown, LaTeX or HTML, the same text as `ttt compare`
// prints.
#pragma once

#include "core/runs/suites/comparison.h"

#include <QString>

namespace ttt {

// By the suffix of `path` (csv, md, tex, html); what went wrong, or nothing.
QString exportTable(const Comparison& comparison, const QString& path);

} // namespace ttt
