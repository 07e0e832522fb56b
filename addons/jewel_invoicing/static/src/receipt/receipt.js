/* Pages work without this: it opens the browser's print at once, and keeps a hasty finger off. */
if (document.querySelector("[data-print='1']")) {
    window.addEventListener("load", () => window.print());
}
for (const form of document.querySelectorAll("form[data-once]")) {
    form.addEventListener("submit", () => {
        // After the pressed button's own value has been taken.
        setTimeout(() => form.querySelectorAll("button").forEach((one) => (one.disabled = true)));
    });
}
