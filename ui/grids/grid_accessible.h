// A GridView as assistive technology reads it: a table whose cells say place and colour, with the
// cell cursor as its focus. Made by Qt when something asks for the view; the view tells it of
// changes through the two functions below.
#pragma once

class QWidget;

namespace ttt {

class GridView;

void offerGridTables();               // to Qt, once a process
void tellGridChanged(GridView& view); // another grid: cells that were known are gone
void tellCellFocused(GridView& view); // the cursor moved while the view has the focus

} // namespace ttt
