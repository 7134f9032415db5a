// Files out of the page and into it; nothing leaves the machine.

import { byId, html } from "../../web/dom.js";

/** Offer a text as a file to keep. */
export function keep(name, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = html("a", { href: address, download: name, hidden: "" }, document.body);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** Ask for a file, and hand its text on. */
export function ask(accept, take) {
  const field = byId("file");
  field.accept = accept;
  field.value = "";
  field.onchange = async () => {
    if (field.files.length) take(await field.files[0].text());
  };
  field.click();
}
