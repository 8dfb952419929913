#include "ui/edit/edit_operations.h"

#include "core/transforms/grid_transforms.h"

#include <vector>

namespace ttt {

namespace {

GridBox areaOf(const Grid& grid, const EditTarget& target) {
    return target.selection ? clipped(*target.selection, grid) : wholeOf(grid);
}

// The whole grid may change its sides; a part of it that does is laid over what was there.
Grid turned(const Grid& grid, const EditTarget& target, const char* transform) {
    const GridBox area = areaOf(grid, target);
    const Grid image = findTransform(transform)(cropped(grid, area));
    if (area == wholeOf(grid)) return image;
    return pasted(boxFilled(grid, area, 0), image, {area.top, area.left});
}

Grid moved(const Grid& grid, const EditTarget& target, int down, int right) {
    return shifted(grid, areaOf(grid, target), down, right, Beyond::Wraps);
}

using Target = const EditTarget&;

const std::vector<GridOperation>& table() {
    static const std::vector<GridOperation> kTable{
        {"edit.flip-columns", "Flip left to right",
         [](const Grid& g, Target t) { return turned(g, t, "flip-columns"); }},
        {"edit.flip-rows", "Flip upside down",
         [](const Grid& g, Target t) { return turned(g, t, "flip-rows"); }},
        {"edit.rotate-right", "Rotate right",
         [](const Grid& g, Target t) { return turned(g, t, "rotate-270"); }},
        {"edit.rotate-left", "Rotate left",
         [](const Grid& g, Target t) { return turned(g, t, "rotate-90"); }},
        {"edit.transpose", "Transpose",
         [](const Grid& g, Target t) { return turned(g, t, "transpose"); }},
        {"edit.shift-left", "Shift left",
         [](const Grid& g, Target t) { return moved(g, t, 0, -1); }},
        {"edit.shift-right", "Shift right",
         [](const Grid& g, Target t) { return moved(g, t, 0, 1); }},
        {"edit.shift-up", "Shift up", [](const Grid& g, Target t) { return moved(g, t, -1, 0); }},
        {"edit.shift-down", "Shift down",
         [](const Grid& g, Target t) { return moved(g, t, 1, 0); }},
        {"edit.crop", "Crop", [](const Grid& g, Target t) { return cropped(g, areaOf(g, t)); }},
        {"edit.swap-colours", "Swap colours",
         [](const Grid& g, Target t) {
             return coloursSwapped(g, areaOf(g, t), t.colour, t.other);
         }},
        {"edit.fill-selection", "Fill",
         [](const Grid& g, Target t) { return boxFilled(g, areaOf(g, t), t.colour); }},
    };
    return kTable;
}

} // namespace

std::span<const GridOperation> gridOperations() { return table(); }

} // namespace ttt
