// The examples of /docs name the address at which the reader sees the page, behind a proxy too.

const address = new URL('.', window.location.href).href.replace(/\/$/, '');
for (const place of document.querySelectorAll('.address')) place.textContent = address;
