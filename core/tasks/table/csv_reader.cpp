#include "core/tasks/table/csv_reader.h"

#include "core/base/error.h"

namespace ttt {

bool CsvReader::next(CsvRecord& record) {
    record = {{}, line_};
    if (at_ >= text_.size()) return false;
    while (true) {
        record.fields.push_back(field());
        if (at_ >= text_.size() || text_[at_] != separator_) break;
        ++at_;
    }
    endLine();
    return true;
}

std::string CsvReader::field() {
    if (at_ < text_.size() && text_[at_] == '"') return quotedField();
    const size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n') ++at_;
    std::string value(text_.substr(begin, at_ - begin));
    if (!value.empty() && value.back() == '\r') value.pop_back();
    return value;
}

std::string CsvReader::quotedField() {
    const size_t opened = line_;
    std::string value;
    for (++at_; at_ < text_.size(); ++at_) {
        if (text_[at_] == '\n') ++line_;
        if (text_[at_] != '"') {
            value += text_[at_];
        } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
            value += text_[++at_];
        } else {
            ++at_;
            requireFieldEnd();
            return value;
        }
    }
    throw Error(ErrorKind::BadInput, place_ + ":" + std::to_string(opened),
                "a quotation mark is opened here and not closed");
}

void CsvReader::requireFieldEnd() const {
    const char next = at_ < text_.size() ? text_[at_] : '\n';
    if (next == separator_ || next == '\n' || next == '\r') return;
    throw Error(ErrorKind::BadInput, place_ + ":" + std::to_string(line_),
                std::string("found \"") + next +
                    "\" after a closing quotation mark, expected the end of the field");
}

void CsvReader::endLine() {
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
    ++line_;
}

} // namespace ttt
