// @ts-check
// What a phone does by itself: empties the field that was sent, and shows the newest bubble.
const field = /** @type {HTMLInputElement | null} */ (document.querySelector('#say [name=words]'))
const bubbles = document.querySelector('#phone')

function showNewest() {
  if (bubbles) bubbles.scrollTop = bubbles.scrollHeight
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
