// Selects that act at once, and cards that can be dragged to another status.
for (const select of document.querySelectorAll("select[data-submit]")) {
    select.addEventListener("change", () => select.form.submit());
}

let dragged = null;
for (const card of document.querySelectorAll("[data-deal]")) {
    card.addEventListener("dragstart", () => { dragged = card; });
}
for (const column of document.querySelectorAll("[data-status]")) {
    column.addEventListener("dragover", (event) => {
        event.preventDefault();
        column.classList.add("over");
    });
    column.addEventListener("dragleave", () => column.classList.remove("over"));
    column.addEventListener("drop", async (event) => {
        event.preventDefault();
        if (dragged) {
            const body = new URLSearchParams({ status: column.dataset.status });
            await fetch(`/deals/${dragged.dataset.deal}/move`, { method: "POST", body });
            location.reload();
        }
    });
}
