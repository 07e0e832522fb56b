import { _t } from "@web/core/l10n/translation";

// Steps that the tours share. They only look: a tour runs on a workshop's real records.

export const CARD = ".o_kanban_record:not(.o_kanban_ghost)";
export const ROW = ".o_list_view .o_data_row .o_data_cell";

/** Press what ``trigger`` finds; ``content`` says what it is for. */
export function press(trigger, content, more = {}) {
    return { trigger, content, run: "click", tooltipPosition: "bottom", ...more };
}

/** Open a page of the form that is on the screen. */
export function openPage(name, content) {
    return press(`.o_notebook .nav-link[name=${name}]`, content);
}

export function goBack(content) {
    return press(".o_back_button", content);
}

/**
 * Open a menu entry, in a narrow window by the menu of those that found no room; on a phone all menus
 * are behind one button, and the step is left out.
 */
export function openMenu(section, entry, content) {
    const isActive = ["desktop"];
    const menu = `.o_menu_sections [data-menu-xmlid='${section}'], .o_menu_sections_more button`;
    return [
        press(menu, _t("Open this menu."), { isActive }),
        press(`.o-dropdown--menu [data-menu-xmlid='${entry}']`, content, { isActive }),
    ];
}
