// A grid that is drawn on: strokes without gaps, flood fill, eyedropper, a selection that is made,
// moved and extended with mouse or keys. Shows what a gesture would give and tells the result once,
// when it ends; keeping and undoing it is the document's business.
#pragma once

#include "ui/grids/grid_view.h"

namespace ttt {

enum class EditTool { Draw, Select, Fill, Pick };

class GridCanvas : public GridView {
    Q_OBJECT
public:
    explicit GridCanvas(QWidget* parent = nullptr);

    // The state of the document; ends a gesture that is under way.
    void showGrid(const Grid& grid, const QString& name);
    void setTool(EditTool tool);
    void setColours(uint8_t colour, uint8_t other);
    const std::optional<GridBox>& selection() const { return selection_; }
    void select(const std::optional<GridBox>& box);
    void paste(const Grid& patch); // at the selection, else at the cursor; selects it

Q_SIGNALS:
    void edited(const QString& name, const ttt::Grid& grid);
    void picked(int colour, bool other);
    void activated(); // got the focus

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;
    void paintOver(QPainter& painter) const override;

private:
    enum class Gesture { None, Stroke, Selecting, Moving };
    CellPlace cellNear(const QPoint& position) const; // also beside the grid
    void useTool(CellPlace cell, bool other);
    void moveWithKeys(QKeyEvent* event);
    void tell(const QString& name, const Grid& grid);

    Grid base_; // before the gesture
    EditTool tool_ = EditTool::Draw;
    uint8_t colour_ = 1;
    uint8_t other_ = 0;
    uint8_t ink_ = 1; // of the stroke
    Gesture gesture_ = Gesture::None;
    CellPlace anchor_; // where the gesture began
    CellPlace last_;
    std::optional<GridBox> selection_;
    GridBox movedFrom_;
};

} // namespace ttt
