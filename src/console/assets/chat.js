// @ts-check
// What a phone does by itself: empties the field that was sent, and shows the newest bubble.
const field = /** @type {HTMLInputElement | null} */ (document.querySelector('#say [name=words]'))
const screen = document.querySelector('.screen')

function showNewest() {
  if (screen) screen.scrollTop = screen.scrollHeight
}

document.body.addEventListener('htmx:afterRequest', (event) => {
  const { elt, successful } = /** @type {CustomEvent} */ (event).detail
  if (elt.id !== 'say' || !successful || !field) return
  field.value = ''
  field.focus()
})
document.body.addEventListener('htmx:afterSettle', showNewest)
document.body.addEventListener('htmx:sseMessage', showNewest)
showNewest()
