/* The page works without this: it only tells the workshop that a person has seen it. */
const form = document.querySelector("[data-seen]");
if (form) {
    const body = new URLSearchParams({ csrf_token: form.dataset.csrf });
    fetch(form.dataset.seen, { method: "POST", body, keepalive: true });
}
