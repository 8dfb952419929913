"""Dumps what AT-SPI tells of the window, as a screen reader gets it, and checks it: every control
that is shown has a name, and each grid of the task is a table whose cells say place and colour.

check_tree.py APPLICATION TASK.json DUMP: APPLICATION as it calls itself on the bus; TASK the task
that it shows, in the official shape; the tree is written to DUMP.
"""

import json
import sys
import time

import pyatspi

NAMED_ROLES = {
    pyatspi.ROLE_PUSH_BUTTON, pyatspi.ROLE_TOGGLE_BUTTON, pyatspi.ROLE_CHECK_BOX,
    pyatspi.ROLE_COMBO_BOX, pyatspi.ROLE_SPIN_BUTTON, pyatspi.ROLE_SLIDER, pyatspi.ROLE_ENTRY,
    pyatspi.ROLE_TEXT, pyatspi.ROLE_LIST, pyatspi.ROLE_TABLE, pyatspi.ROLE_PAGE_TAB,
    pyatspi.ROLE_MENU, pyatspi.ROLE_MENU_ITEM, pyatspi.ROLE_FRAME, pyatspi.ROLE_PROGRESS_BAR,
    pyatspi.ROLE_PAGE_TAB_LIST, pyatspi.ROLE_LIST_ITEM, pyatspi.ROLE_TABLE_CELL,
}
MOST_CHILDREN = 60  # of one node in the dump: 1,920 tasks would say nothing more


def find_application(name, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for application in pyatspi.Registry.getDesktop(0):
            if application and name in application.name:
                return application
        time.sleep(0.2)
    there = [a.name for a in pyatspi.Registry.getDesktop(0) if a]
    raise SystemExit(f"no application named {name!r} is on the bus after {seconds} s, but {there}")


def walk(node, depth, lines, found):
    states = node.getState()
    if not states.contains(pyatspi.STATE_VISIBLE):
        return
    size = ""
    if node.getRole() == pyatspi.ROLE_TABLE:
        table = node.queryTable()
        size = f" {table.nRows}x{table.nColumns}"
    lines.append(f"{'  ' * depth}{node.getRoleName()}{size}: {node.name}"
                 + (f" [{node.description}]" if node.description else ""))
    found.append(node)
    for index in range(min(node.childCount, MOST_CHILDREN)):
        child = node.getChildAtIndex(index)
        if child is not None:
            walk(child, depth + 1, lines, found)


def check_names(found):
    problems = []
    for node in found:
        if node.getRole() in NAMED_ROLES and not node.name:
            parent = node.parent
            problems.append(f"a {node.getRoleName()} in {parent.getRoleName()} "
                            f"{parent.name!r} has no name")
    return problems


def check_grid(tables, name, grid):
    if name not in tables:
        return [f"no table is named {name!r}"]
    table = tables[name].queryTable()
    if (table.nRows, table.nColumns) != (len(grid), len(grid[0])):
        return [f"{name}: {table.nRows}x{table.nColumns}, expected {len(grid)}x{len(grid[0])}"]
    problems = []
    for row, values in enumerate(grid):
        for column, value in enumerate(values):
            told = table.getAccessibleAt(row, column).name
            if not (told.startswith(f"row {row + 1}, column {column + 1}: ")
                    and told.endswith(f" {value}")):
                problems.append(f"{name}: cell {row},{column} of {value} says {told!r}")
    return problems


def main():
    name, task_file, dump = sys.argv[1:]
    with open(task_file, encoding="utf-8") as file:
        task = json.load(file)
    application = find_application(name, 30)
    first = "Demonstration 1 input"
    end = time.monotonic() + 30
    while True:  # the task is there a moment after the window
        lines, found = [], []
        walk(application, 0, lines, found)
        tables = {node.name: node for node in found if node.getRole() == pyatspi.ROLE_TABLE}
        if first in tables or time.monotonic() > end:
            break
        time.sleep(0.3)
    with open(dump, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    problems = check_names(found)
    for number, pair in enumerate(task["train"], 1):
        for side in ("input", "output"):
            problems += check_grid(tables, f"Demonstration {number} {side}", pair[side])
    for number, pair in enumerate(task["test"], 1):
        problems += check_grid(tables, f"Test {number} input", pair["input"])
    print(f"{len(found)} elements, {len(tables)} tables; the tree is in {dump}")
    for problem in problems[:40]:
        print("wrong:", problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
