// Records of comma-separated values (RFC 4180): a field in quotes may hold separators, line breaks
// and doubled quotes. Used by text_table.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ttt {

struct CsvRecord {
    std::vector<std::string> fields;
    size_t line = 0; // on which it begins, from 1
};

class CsvReader {
public:
    // place: the file named in errors. The text must outlive the reader.
    CsvReader(std::string_view text, char separator, std::string place)
        : text_(text), separator_(separator), place_(std::move(place)) {}

    // False at the end. BadInput naming the line for quotes that are not closed or are followed by
    // something else than the end of the field.
    bool next(CsvRecord& record);

private:
    std::string field();
    std::string quotedField();
    void requireFieldEnd() const;
    void endLine();

    std::string_view text_;
    char separator_;
    std::string place_;
    size_t at_ = 0;
    size_t line_ = 1;
};

} // namespace ttt
