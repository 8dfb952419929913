#include "ui/grids/grid_accessible.h"

#include "ui/grids/grid_view.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QPointer>

namespace ttt {

namespace {

class GridTable;

class GridCell : public QAccessibleInterface, public QAccessibleTableCellInterface {
public:
    GridCell(GridView& view, CellPlace place) : view_(&view), place_(place) {}

    bool isValid() const override {
        return view_ && view_->grid() && view_->grid()->contains(place_.row, place_.column);
    }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return view_ ? view_->window()->windowHandle() : nullptr; }
    QAccessibleInterface* parent() const override {
        return view_ ? QAccessible::queryAccessibleInterface(view_) : nullptr;
    }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::Cell; }
    void setText(QAccessible::Text, const QString&) override {}
    QString text(QAccessible::Text kind) const override {
        if (!isValid()) return {};
        if (kind == QAccessible::Name) return view_->describe(place_);
        return kind == QAccessible::Value
                   ? QString::number(view_->grid()->at(place_.row, place_.column))
                   : QString();
    }
    QRect rect() const override {
        if (!isValid()) return {};
        const QRect cell = view_->cellRect(place_.row, place_.column);
        return {view_->mapToGlobal(cell.topLeft()), cell.size()};
    }
    QAccessible::State state() const override {
        QAccessible::State state;
        state.invalid = !isValid();
        if (state.invalid) return state;
        state.focusable = view_->focusPolicy() != Qt::NoFocus;
        state.focused = view_->hasFocus() && view_->cellCursor() == place_;
        state.readOnly = true;
        state.invisible = !view_->isVisible();
        return state;
    }
    void* interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::TableCellInterface
                   ? static_cast<QAccessibleTableCellInterface*>(this)
                   : nullptr;
    }

    bool isSelected() const override { return false; }
    QList<QAccessibleInterface*> columnHeaderCells() const override { return {}; }
    QList<QAccessibleInterface*> rowHeaderCells() const override { return {}; }
    int columnIndex() const override { return place_.column; }
    int rowIndex() const override { return place_.row; }
    int columnExtent() const override { return 1; }
    int rowExtent() const override { return 1; }
    QAccessibleInterface* table() const override { return parent(); }

private:
    QPointer<GridView> view_;
    CellPlace place_;
};

class GridTable : public QAccessibleWidget, public QAccessibleTableInterface {
public:
    explicit GridTable(GridView& view) : QAccessibleWidget(&view, QAccessible::Table) {}
    ~GridTable() override { forget(); }

    // Cells are objects of their own that Qt knows by numbers; made when they are asked for.
    void forget() {
        for (const QAccessible::Id id : std::as_const(cells_)) {
            QAccessible::deleteAccessibleInterface(id);
        }
        cells_.clear();
    }

    void* interface_cast(QAccessible::InterfaceType type) override {
        if (type == QAccessible::TableInterface && grid()) {
            return static_cast<QAccessibleTableInterface*>(this);
        }
        return QAccessibleWidget::interface_cast(type);
    }
    QAccessible::Role role() const override {
        return grid() ? QAccessible::Table : QAccessible::StaticText;
    }
    int childCount() const override { return grid() ? grid()->area() : 0; }
    QAccessibleInterface* child(int index) const override {
        if (index < 0 || index >= childCount()) return nullptr;
        return cellAt(index / grid()->width(), index % grid()->width());
    }
    int indexOfChild(const QAccessibleInterface* child) const override {
        auto* cell = const_cast<QAccessibleInterface*>(child)->tableCellInterface();
        if (cell == nullptr || !grid() || cell->table() != this) return -1;
        return cell->rowIndex() * grid()->width() + cell->columnIndex();
    }
    QAccessibleInterface* childAt(int x, int y) const override {
        const auto place = view().cellAt(view().mapFromGlobal(QPoint(x, y)));
        return place ? cellAt(place->row, place->column) : nullptr;
    }
    QAccessibleInterface* focusChild() const override {
        return view().hasFocus() && grid()
                   ? cellAt(view().cellCursor().row, view().cellCursor().column)
                   : nullptr;
    }

    QAccessibleInterface* cellAt(int row, int column) const override {
        if (!grid() || !grid()->contains(row, column)) return nullptr;
        const int index = row * kMaxSide + column; // of any shape that the grid may get
        const auto known = cells_.constFind(index);
        if (known != cells_.constEnd()) return QAccessible::accessibleInterface(*known);
        auto* cell = new GridCell(view(), {row, column});
        cells_[index] = QAccessible::registerAccessibleInterface(cell);
        return cell;
    }
    int rowCount() const override { return grid() ? grid()->height() : 0; }
    int columnCount() const override { return grid() ? grid()->width() : 0; }
    QString rowDescription(int row) const override { return GridView::tr("row %1").arg(row + 1); }
    QString columnDescription(int column) const override {
        return GridView::tr("column %1").arg(column + 1);
    }
    QAccessibleInterface* caption() const override { return nullptr; }
    QAccessibleInterface* summary() const override { return nullptr; }
    int selectedCellCount() const override { return 0; }
    int selectedColumnCount() const override { return 0; }
    int selectedRowCount() const override { return 0; }
    QList<QAccessibleInterface*> selectedCells() const override { return {}; }
    QList<int> selectedColumns() const override { return {}; }
    QList<int> selectedRows() const override { return {}; }
    bool isColumnSelected(int) const override { return false; }
    bool isRowSelected(int) const override { return false; }
    bool selectRow(int) override { return false; }
    bool selectColumn(int) override { return false; }
    bool unselectRow(int) override { return false; }
    bool unselectColumn(int) override { return false; }
    void modelChange(QAccessibleTableModelChangeEvent*) override { forget(); }

private:
    GridView& view() const { return *static_cast<GridView*>(widget()); }
    const Grid* grid() const { return view().grid(); }

    mutable QHash<int, QAccessible::Id> cells_; // by place
};

QAccessibleInterface* makeTable(const QString&, QObject* object) {
    auto* view = qobject_cast<GridView*>(object);
    return view ? new GridTable(*view) : nullptr;
}

} // namespace

void offerGridTables() {
    static const bool offered = [] {
        QAccessible::installFactory(makeTable);
        return true;
    }();
    Q_UNUSED(offered)
}

void tellGridChanged(GridView& view) {
    if (!QAccessible::isActive()) return;
    QAccessibleTableModelChangeEvent changed(&view, QAccessibleTableModelChangeEvent::ModelReset);
    QAccessible::updateAccessibility(&changed);
}

void tellCellFocused(GridView& view) {
    if (!QAccessible::isActive() || view.grid() == nullptr) return;
    QAccessibleEvent focused(&view, QAccessible::Focus);
    focused.setChild(view.cellCursor().row * view.grid()->width() + view.cellCursor().column);
    QAccessible::updateAccessibility(&focused);
}

} // namespace ttt
