/** Names of the element types of XCTest, as WebDriverAgent spells them. */

/** Prefix of every type name on the wire. */
export const TYPE_PREFIX = 'XCUIElementType';

/** Names of XCUIElement.ElementType without prefix, in the order of Apple's raw values. */
const KNOWN_TYPES = new Set(
  (
    'Any Other Application Group Window Sheet Drawer Alert Dialog Button RadioButton RadioGroup CheckBox ' +
    'DisclosureTriangle PopUpButton ComboBox MenuButton ToolbarButton Popover Keyboard Key NavigationBar TabBar ' +
    'TabGroup Toolbar StatusBar Table TableRow TableColumn Outline OutlineRow Browser CollectionView Slider ' +
    'PageIndicator ProgressIndicator ActivityIndicator SegmentedControl Picker PickerWheel Switch Toggle Link Image ' +
    'Icon SearchField ScrollView ScrollBar StaticText TextField SecureTextField DatePicker TextView Menu MenuItem ' +
    'MenuBar MenuBarItem Map WebView IncrementArrow DecrementArrow Timeline RatingIndicator ValueIndicator ' +
    'SplitGroup Splitter RelevanceIndicator ColorWell HelpTag Matte DockItem Ruler RulerMarker Grid LevelIndicator ' +
    'Cell LayoutArea LayoutItem Handle Stepper Tab TouchBar StatusItem'
  ).split(' '),
);

/**
 * The type that a client's type name asks for, without prefix: `Any` matches every element. A name with the prefix
 * that XCTest does not know means `Other`, as in WebDriverAgent; a name without the prefix is `undefined`.
 */
export function typeFromName(name: string): string | undefined {
  if (!name.startsWith(TYPE_PREFIX)) return undefined;
  const short = name.slice(TYPE_PREFIX.length);
  return KNOWN_TYPES.has(short) ? short : 'Other';
}
