#include "core/transforms/grid_transforms.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/transforms/colour_maps.h"

#include <algorithm>
#include <vector>

namespace ttt {

namespace {

// The grid whose cell (r, c) is source(r, c).
template <typename Source>
Grid filled(int height, int width, Source source) {
    Grid image(height, width);
    for (int r = 0; r < height; ++r) {
        for (int c = 0; c < width; ++c) image.at(r, c) = source(r, c);
    }
    return image;
}

Grid rotated90(const Grid& g) {
    return filled(g.width(), g.height(), [&](int r, int c) { return g.at(c, g.width() - 1 - r); });
}
Grid rotated270(const Grid& g) {
    return filled(g.width(), g.height(), [&](int r, int c) { return g.at(g.height() - 1 - c, r); });
}
Grid rotated180(const Grid& g) {
    return filled(g.height(), g.width(),
                  [&](int r, int c) { return g.at(g.height() - 1 - r, g.width() - 1 - c); });
}
Grid rowsFlipped(const Grid& g) {
    return filled(g.height(), g.width(), [&](int r, int c) { return g.at(g.height() - 1 - r, c); });
}
Grid columnsFlipped(const Grid& g) {
    return filled(g.height(), g.width(), [&](int r, int c) { return g.at(r, g.width() - 1 - c); });
}
Grid transposed(const Grid& g) {
    return filled(g.width(), g.height(), [&](int r, int c) { return g.at(c, r); });
}
Grid antiTransposed(const Grid& g) { return rotated180(transposed(g)); }

Grid stacked(const Grid& top, const Grid& bottom) {
    return filled(top.height() + bottom.height(), top.width(), [&](int r, int c) {
        return r < top.height() ? top.at(r, c) : bottom.at(r - top.height(), c);
    });
}
Grid sideBySide(const Grid& left, const Grid& right) {
    return filled(left.height(), left.width() + right.width(), [&](int r, int c) {
        return c < left.width() ? left.at(r, c) : right.at(r, c - left.width());
    });
}
Grid enlarged(const Grid& g, int down, int across) {
    return filled(g.height() * down, g.width() * across,
                  [&](int r, int c) { return g.at(r / down, c / across); });
}

// A cyclic shift of at most three cells each way, drawn from RandomState(seed). The shift of an
// output depends on its input's sides, as small sides use up another number of random words.
Grid translated(const Grid& g, const PairContext& context) {
    NumpyRandom random(context.seed);
    const auto draw = [&](const Grid& grid) {
        const auto down = static_cast<int>(random.randint(0, std::min(4, grid.height())));
        const auto right = static_cast<int>(random.randint(0, std::min(4, grid.width())));
        return std::pair(down, right);
    };
    if (context.pairInput != nullptr) draw(*context.pairInput);
    const auto [down, right] = draw(g);
    return filled(g.height(), g.width(), [&, down = down, right = right](int r, int c) {
        return g.at((r - down + g.height()) % g.height(), (c - right + g.width()) % g.width());
    });
}

using GridFunction = Grid (*)(const Grid&);

GridTransform entry(std::string name, std::string releasedName, std::string family,
                    std::string inverse, std::string description,
                    const std::function<Grid(const Grid&)>& image) {
    return {std::move(name),
            std::move(releasedName),
            std::move(family),
            std::move(inverse),
            std::move(description),
            [image](const Grid& grid, const PairContext&) { return image(grid); }};
}

void addBasic(std::vector<GridTransform>& table) {
    table.push_back(entry("identity", "identity", "basic", "identity", "The grid as it is.",
                          [](const Grid& g) { return g; }));
    table.push_back(entry("rotate-90", "Rotate(90)", "basic", "rotate-270",
                          "A quarter turn counter-clockwise.", rotated90));
    table.push_back(entry("rotate-270", "Rotate(270)", "basic", "rotate-90",
                          "A quarter turn clockwise.", rotated270));
    table.push_back(
        entry("rotate-180", "Rotate(180)", "basic", "rotate-180", "A half turn.", rotated180));
    table.push_back(
        entry("flip-rows", "Flip(0)", "basic", "flip-rows", "Turned upside down.", rowsFlipped));
    table.push_back(entry("flip-columns", "Flip(1)", "basic", "flip-columns",
                          "Left and right exchanged.", columnsFlipped));
}

void addReflections(std::vector<GridTransform>& table) {
    table.push_back(entry("reflect-up", "Reflect(0, reverse=True)", "basic", "",
                          "The upside-down copy on top of the grid.",
                          [](const Grid& g) { return stacked(rowsFlipped(g), g); }));
    table.push_back(entry("reflect-left", "Reflect(1, reverse=True)", "basic", "",
                          "The mirrored copy to the left of the grid.",
                          [](const Grid& g) { return sideBySide(columnsFlipped(g), g); }));
    table.push_back(entry("reflect-down", "Reflect(0, reverse=False)", "basic", "",
                          "The upside-down copy below the grid.",
                          [](const Grid& g) { return stacked(g, rowsFlipped(g)); }));
    table.push_back(entry("reflect-right", "Reflect(1, reverse=False)", "basic", "",
                          "The mirrored copy to the right of the grid.",
                          [](const Grid& g) { return sideBySide(g, columnsFlipped(g)); }));
    table.push_back({"translate", "RandomTranslateXY()", "basic", "",
                     "A random cyclic shift of up to three cells each way, another for outputs "
                     "than for inputs.",
                     translated});
    table.push_back(entry("transpose", "Transpose()", "basic", "transpose",
                          "Mirrored at the main diagonal.", transposed));
}

void addSizes(std::vector<GridTransform>& table) {
    table.push_back(entry("resolution-2", "IncreaseResolution(2)", "size", "",
                          "Each cell becomes a block of two by two.",
                          [](const Grid& g) { return enlarged(g, 2, 2); }));
    table.push_back(entry("height-2", "IncreaseHeight(2)", "size", "",
                          "Each row twice, one below the other.",
                          [](const Grid& g) { return enlarged(g, 2, 1); }));
    table.push_back(entry("width-2", "IncreaseWidth(2)", "size", "",
                          "Each column twice, one beside the other.",
                          [](const Grid& g) { return enlarged(g, 1, 2); }));
}

void addChains(std::vector<GridTransform>& table) {
    const std::pair<const char*, GridFunction> firsts[] = {
        {"rotate-90", rotated90},   {"rotate-270", rotated270},       {"rotate-180", rotated180},
        {"flip-rows", rowsFlipped}, {"flip-columns", columnsFlipped}, {"transpose", transposed}};
    for (const auto& [name, first] : firsts) {
        const auto known = std::ranges::find(table, name, &GridTransform::name);
        table.push_back(entry(std::string(name) + "+resolution-2",
                              "Chain([" + known->releasedName + ", IncreaseResolution(2)])",
                              "chain", "",
                              std::string(name) + ", then each cell a block of two by two.",
                              [first = first](const Grid& g) { return enlarged(first(g), 2, 2); }));
    }
}

void addRepeats(std::vector<GridTransform>& table) {
    table.push_back(entry("repeat-rows-2", "Repeat(0, 2)", "repeat", "",
                          "Two copies, one below the other.",
                          [](const Grid& g) { return stacked(g, g); }));
    table.push_back(entry("repeat-columns-2", "Repeat(1, 2)", "repeat", "",
                          "Two copies side by side.",
                          [](const Grid& g) { return sideBySide(g, g); }));
    table.push_back(entry("repeat-both-2", "Repeat(2, 2)", "repeat", "", "Four copies, two by two.",
                          [](const Grid& g) {
                              const Grid column = stacked(g, g);
                              return sideBySide(column, column);
                          }));
}

std::vector<GridTransform> makeTable() {
    std::vector<GridTransform> table;
    addBasic(table);
    addReflections(table);
    addSizes(table);
    addChains(table);
    addRepeats(table);
    table.push_back(entry("anti-transpose", "AntiTranspose()", "basic", "anti-transpose",
                          "Mirrored at the other diagonal.", antiTransposed));
    return table;
}

} // namespace

std::span<const GridTransform> gridTransforms() {
    static const std::vector<GridTransform> kTable = makeTable();
    return kTable;
}

const GridTransform& findTransform(std::string_view name) {
    for (const GridTransform& transform : gridTransforms()) {
        if (transform.name == name || transform.releasedName == name) return transform;
    }
    std::string known;
    for (const GridTransform& transform : gridTransforms()) {
        known += (known.empty() ? "" : ", ") + transform.name;
    }
    throw Error(ErrorKind::NotFound, "transform " + std::string(name),
                "no such transform, expected one of " + known);
}

const GridTransform& inverseOf(const GridTransform& transform) {
    if (!transform.invertible()) {
        throw Error(ErrorKind::BadInput, "transform " + transform.name,
                    "it has no inverse, expected a rotation, flip or transposition");
    }
    return findTransform(transform.inverse);
}

Example transformed(const Example& example, const GridTransform& transform,
                    const ColourMap& colours, uint32_t seed) {
    Example image{transformed(example.input, transform, colours, seed), example.output};
    if (const Grid* output = std::get_if<Grid>(&example.output)) {
        const Grid* input = std::get_if<Grid>(&example.input);
        image.output = applyColours(transform.apply(*output, {input, seed}), colours);
    }
    return image;
}

Value transformed(const Value& input, const GridTransform& transform, const ColourMap& colours,
                  uint32_t seed) {
    const Grid* grid = std::get_if<Grid>(&input);
    if (grid == nullptr) return input;
    return applyColours(transform.apply(*grid, {nullptr, seed}), colours);
}

Grid mappedBack(const Grid& answer, const Provenance& provenance) {
    const Grid natural = applyColours(answer, inverseOf(provenance.colours));
    return inverseOf(findTransform(provenance.transform))(natural);
}

std::string viewName(const Provenance& provenance) {
    const GridTransform& transform = findTransform(provenance.transform);
    return transform.name == "identity" ? "identity" : inverseOf(transform).releasedName;
}

} // namespace ttt
