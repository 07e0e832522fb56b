import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("jewel_order_deal", {
    steps: () => [
        {
            content: "the card shows the cover",
            trigger: ".o_kanban_record:contains(Sapphire ring) .o_jewel_card_cover img",
            run: "click",
        },
        { content: "the piece comes first", trigger: ".nav-link.active[name=jewel_item]" },
        {
            content: "a tap opens the sketch large",
            trigger: ".o_jewel_sketch:eq(0) img",
            run: "click",
        },
        { content: "close it", trigger: ".o-FileViewer [title^=Close]", run: "click" },
        {
            content: "write the engraving",
            trigger: ".o_field_widget[name=engraving] textarea",
            run: "edit A & B",
        },
        {
            content: "make an order",
            trigger: "button[name=action_jewel_new_order]",
            run: "click",
        },
        {
            content: "quantities carry no idle zeros",
            trigger: ".o_data_row .o_data_cell[name=product_uom_qty]:contains(/^1$/)",
        },
        {
            content: "look at the specification of the line",
            trigger: ".o_data_row button[name=action_jewel_open_spec]",
            run: "click",
        },
        {
            content: "it is the deal's",
            trigger: ".modal .o_field_widget[name=engraving] textarea:value(A & B)",
        },
        { trigger: ".modal .btn-close", run: "click" },
        { content: "back on the order", trigger: "body:not(:has(.modal)) .o_form_saved" },
    ],
});
