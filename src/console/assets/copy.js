// @ts-check
// A button with data-copy="id" copies the text of that element; where the browser does not let it, the text stays marked.
document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('[data-copy]') : null
  if (!(button instanceof HTMLElement)) return
  const wanted = document.getElementById(button.dataset['copy'] ?? '')
  if (!wanted) return
  getSelection()?.selectAllChildren(wanted)
  // The clipboard of today is for https and this machine alone; the old command works from anywhere in the house.
  if (document.execCommand('copy')) button.textContent = button.dataset['done'] ?? button.textContent
})
