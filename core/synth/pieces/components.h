// What a person sees in a grid: connected objects, their boxes and pictures, colour counts, and
// flood fill. Used by families that look at a drawn picture instead of remembering how they drew.
#pragma once

#include "core/synth/pieces/grids.h"

#include <array>
#include <optional>
#include <span>
#include <vector>

namespace ttt::synth {

struct Component {
    std::vector<Cell> cells; // in reading order of discovery
    Box box;
    Colour colour = 0; // of its first cell
    int size() const { return static_cast<int>(cells.size()); }
};

enum class Connect { Straight, Diagonal }; // 4 or 8 neighbours
enum class Mix { OneColour, AnyColours };  // may an object have several colours
std::span<const Cell> stepsOf(Connect connect);

// Objects on `background`, in reading order of their first cells.
std::vector<Component> findComponents(const Grid& grid, Colour background,
                                      Connect connect = Connect::Straight,
                                      Mix mix = Mix::OneColour);
// The object as a sprite of its box's size.
Grid spriteOf(const Grid& grid, const Component& component);
// The same on `background`, and alone in its place.
Grid cutOut(const Grid& grid, const Component& component, Colour background);
Grid keptAlone(const Grid& grid, const Component& component, Colour background);
void paint(Grid& grid, const Component& component, Colour colour);

// Smallest box of all cells that are not background; height 0 if there are none.
Box contentBox(const Grid& grid, Colour background);

std::array<int, 10> countColours(const Grid& grid);
int countOf(const Grid& grid, Colour colour);
bool hasColour(const Grid& grid, Colour colour);
// The cells of this colour in reading order, and the first of them.
std::vector<Cell> cellsIn(const Grid& grid, Colour colour);
std::optional<Cell> firstCell(const Grid& grid, Colour colour);
// How many neighbours of the cell have this colour.
int countNeighbours(const Grid& grid, Cell cell, Colour colour, Connect connect);

// The item whose score is larger (or smaller) than those of all others; nullptr if there is no such
// one, or no other.
template <typename Item, typename Score>
const Item* soleExtreme(const std::vector<Item>& items, bool largest, const Score& scoreOf) {
    const Item* best = nullptr;
    int highest = 0;
    int sharing = 0; // how many items have that score
    for (const Item& item : items) {
        const int score = largest ? scoreOf(item) : -scoreOf(item);
        if (best == nullptr || score > highest) {
            best = &item;
            highest = score;
            sharing = 0;
        }
        if (score == highest) ++sharing;
    }
    return sharing == 1 && items.size() > 1 ? best : nullptr;
}

// Recolours the 4-connected area of one colour around `start`.
void floodFill(Grid& grid, Cell start, Colour colour);
// Recolours all cells of `from` that are 4-connected through `from` to the border.
void fillFromBorder(Grid& grid, Colour from, Colour to);

} // namespace ttt::synth
