// @ts-check
// Writes moments in the reader's zone, and tells forms that ask for days which zone that is.
const format = new Intl.DateTimeFormat(document.documentElement.lang, {
  dateStyle: 'short',
  timeStyle: 'medium',
})

function localize() {
  for (const time of document.querySelectorAll('time'))
    time.textContent = format.format(new Date(time.dateTime))
  for (const input of document.querySelectorAll('input[name=zone]'))
    /** @type {HTMLInputElement} */ (input).value = String(-new Date().getTimezoneOffset())
}

document.body.addEventListener('htmx:afterSettle', localize)
localize()
