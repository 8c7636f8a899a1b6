// The filter of the index and the buttons that copy. Without it the pages work as well: the server filters.
const form = document.querySelector('.filter')
if (form !== null) liveFilter(form)
for (const figure of document.querySelectorAll('figure')) addCopy(figure)

/** Filter the rows while somebody types, by the same rule as that of the server. */
function liveFilter (form) {
  // Rows that the server has left out cannot be shown again: let the server filter then.
  if (window.location.search.match(/[?&](q|status|group)=[^&]/)) return
  document.documentElement.classList.add('live')
  form.elements.q.placeholder = 'Press / to search'
  const [count, none] = [document.querySelector('.count'), document.querySelector('.none')]
  const groups = [...document.querySelectorAll('.group')].map(section => {
    const name = section.dataset.group
    const rows = [...section.querySelectorAll('tbody tr')].map(row => ({ row, status: row.cells[0].textContent, text: `${row.textContent} ${name}`.toLowerCase() }))
    return { section, name, rows }
  })
  const total = groups.reduce((sum, { rows }) => sum + rows.length, 0)

  function apply () {
    const [q, status, group = ''] = ['q', 'status', 'group'].map(name => form.elements[name]?.value)
    const words = q.toLowerCase().split(/\s+/)
    let shown = 0
    for (const { section, name, rows } of groups) {
      let some = false
      for (const { row, status: own, text } of rows) {
        const fits = words.every(word => text.includes(word)) && (group === '' || group === name) && (status === '' || status === own || status === `${own[0]}xx`)
        row.hidden = !fits
        if (fits) shown++
        some ||= fits
      }
      section.hidden = !some
    }
    count.textContent = `${shown === total ? '' : `${shown} of `}${total} code${total === 1 ? '' : 's'}`
    none.hidden = shown > 0
  }

  form.addEventListener('input', apply)
  form.addEventListener('submit', event => {
    event.preventDefault()
    document.querySelector('tbody tr:not([hidden]) a')?.click()
  })
  none.querySelector('a').addEventListener('click', event => {
    event.preventDefault()
    form.reset()
    apply()
    form.elements.q.focus()
  })
  window.addEventListener('keydown', event => {
    const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)
    if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault()
      form.elements.q.focus()
    } else if (event.key === 'Escape' && event.target === form.elements.q) {
      form.elements.q.value = ''
      apply()
    }
  })
  // A browser restores what was typed when a reader comes back.
  window.addEventListener('pageshow', apply)
}

function addCopy (figure) {
  if (navigator.clipboard === undefined) return
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = 'Copy'
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(figure.querySelector('pre').textContent)
    button.textContent = 'Copied'
    setTimeout(() => { button.textContent = 'Copy' }, 1500)
  })
  figure.prepend(button)
}
