"""Card JSON 2.0: which properties each component takes (card-json-v2-structure and the component pages).

Version 2.0 refuses what it does not know, where 1.0 ignores it; so a card that passes here has no misspelt property.
"""


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


ELEMENT = _names("tag element_id margin")
CONTAINER = ELEMENT | _names(
    "elements direction padding horizontal_spacing horizontal_align vertical_spacing vertical_align"
)
INPUT = ELEMENT | _names("name required disabled disabled_tips placeholder width behaviors confirm value")
TEXT = _names("tag element_id content i18n_content text_size text_color text_align lines")
ICON = _names("tag token color img_key size")

# By tag: everything that stands in an `elements` list.
COMPONENTS: dict[str, frozenset[str]] = {
    "markdown": ELEMENT | _names("content i18n_content text_size text_align icon"),
    "div": ELEMENT | _names("width text fields icon"),
    "hr": ELEMENT,
    "img": ELEMENT
    | _names("img_key i18n_img_key alt title corner_radius scale_type size transparent preview custom_width mode"),
    "button": ELEMENT
    | _names("type size width text icon hover_tips disabled disabled_tips confirm behaviors value")
    | _names("name form_action_type required"),
    "column_set": ELEMENT | _names("horizontal_spacing horizontal_align flex_mode background_style action columns"),
    "form": CONTAINER | _names("name confirm"),
    "collapsible_panel": CONTAINER | _names("expanded background_color header border"),
    "interactive_container": CONTAINER
    | _names("width height background_style has_border border_color corner_radius behaviors hover_tips disabled")
    | _names("disabled_tips confirm"),
    "table": ELEMENT | _names("page_size row_height row_max_height freeze_first_column header_style columns rows"),
    "input": INPUT
    | _names("default_value max_length input_type show_icon rows auto_resize max_rows label label_position fallback"),
    "select_static": INPUT | _names("type options initial_option initial_index"),
}
# Known to 2.0, not sent by us: accepted whole, because a half-copied list of properties would refuse good cards.
UNCHECKED = _names(
    "audio chart checker date_picker img_combination multi_select_person multi_select_static overflow person"
    " person_list picker_datetime picker_time select_img select_person"
)
# By tag: what stands inside a component.
PARTS: dict[str, frozenset[str]] = {
    "plain_text": TEXT,
    "lark_md": TEXT,
    "standard_icon": ICON,
    "custom_icon": ICON,
    "text_tag": _names("tag element_id text color"),
    "column": CONTAINER | _names("background_style width weight action"),
}
# By "owner.property", then by property: objects that carry no tag.
OBJECTS: dict[str, frozenset[str]] = {
    "card": _names("schema config card_link header body"),
    "config": _names(
        "streaming_mode streaming_config summary locales enable_forward update_multi width_mode use_custom_translation"
        " enable_forward_interaction style"
    ),
    "summary": _names("content i18n_content"),
    "card_link": _names("url android_url ios_url pc_url"),
    "header": _names("title subtitle text_tag_list i18n_text_tag_list template icon padding"),
    "collapsible_panel.header": _names(
        "title background_color vertical_align padding position width icon icon_position icon_expanded_angle"
    ),
    "body": CONTAINER - ELEMENT,
    "action": _names("multi_url"),
    "multi_url": _names("url android_url ios_url pc_url"),
    "behaviors": _names("type default_url android_url ios_url pc_url value"),
    "confirm": _names("title text"),
    "border": _names("color corner_radius"),
    "fields": _names("is_short text"),
    "options": _names("text value icon"),
    "header_style": _names("text_align text_size background_style text_color bold lines"),
    "table.columns": _names("name display_name width vertical_align horizontal_align data_type format date_format"),
}
LISTS = _names("elements columns text_tag_list behaviors fields options")
OBJECT_PROPERTIES = LISTS | _names(
    "config summary card_link header body action multi_url confirm border header_style"
    " text title subtitle icon placeholder label alt hover_tips disabled_tips"
)
# Data of the sender's own, and settings whose names are the sender's own: not looked into.
FREE = _names("value rows style streaming_config i18n_content i18n_img_key i18n_text_tag_list format locales")
# 1.0 had them; 2.0 names them in its own error (sub-code 200861).
REMOVED = _names("note action")
