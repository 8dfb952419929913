// The parts of the window by name only, for the header that holds pointers to them.
#pragma once

class QStackedWidget;
class QTabWidget;

namespace ttt {

class ComparePage;
class EditPage;
class GalleryPanel;
class HeaderBar;
class ItemTable;
class Layouts;
class LivePage;
class ModelsPage;
class NoticeBar;
class PairsView;
class PretrainingWindow;
class QueuePanel;
class ResultsPage;
class RunsPanel;
class SetupPage;
class StatusLine;
class TextPage;
class WelcomePanel;

} // namespace ttt
