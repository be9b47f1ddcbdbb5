// Everything here only makes the pages nicer: each of them works with this file absent.

const COPIED_FOR_MS = 2000

function selectText(element) {
  const range = document.createRange()
  range.selectNodeContents(element)
  const selection = window.getSelection()
  selection?.removeAllRanges()
  selection?.addRange(range)
}

async function copyText(source) {
  // The clipboard API is missing on plain http; the old command still works there.
  if (navigator.clipboard) return navigator.clipboard.writeText(source.textContent ?? '')
  selectText(source)
  if (!document.execCommand('copy')) throw new Error('Copying is not possible here')
}

function announcer() {
  const region = document.createElement('div')
  region.className = 'visually-hidden'
  region.setAttribute('role', 'status')
  document.body.append(region)
  return (message) => {
    region.textContent = message
  }
}

const announce = announcer()

function enhanceCopyButtons(root) {
  for (const button of root.querySelectorAll('[data-copy]')) {
    const source = button.closest('.copyable, .sample')?.querySelector('[data-copy-text]')
    const label = button.querySelector('[data-copy-label]')
    if (!source || !label) continue
    button.hidden = false
    button.addEventListener('click', async () => {
      let outcome = 'Copied'
      try {
        await copyText(source)
      } catch {
        selectText(source)
        outcome = 'Selected'
      }
      label.textContent = outcome
      announce(outcome)
      setTimeout(() => {
        label.textContent = 'Copy'
        announce('')
      }, COPIED_FOR_MS)
    })
  }
}

function enhanceAutoSubmit() {
  for (const select of document.querySelectorAll('select[data-auto-submit]')) {
    const button = select.form?.querySelector('[data-auto-submit-button]')
    if (button) button.hidden = true
    // Keys go through the choices one by one: none of them is meant before Enter.
    let isPassing = false
    let isChanged = false
    const submit = () => select.form?.requestSubmit()
    select.addEventListener('pointerdown', () => {
      isPassing = false
    })
    select.addEventListener('keydown', ({ key }) => {
      isPassing = key !== 'Enter'
      if (isPassing && button) button.hidden = false
      if (!isPassing && isChanged) submit()
    })
    select.addEventListener('change', () => {
      isChanged = true
      if (!isPassing) submit()
    })
  }
}

const checkboxOf = (item) => item.querySelector(':scope > label input')

const parentOf = (item) => item.parentElement?.closest('[data-page]')

/** True when an ancestor is chosen, which already includes this page. */
function isCovered(item) {
  for (let parent = parentOf(item); parent; parent = parentOf(parent)) {
    if (checkboxOf(parent).checked) return true
  }
  return false
}

class PagePicker {
  constructor(root) {
    this.root = root
    this.items = [...root.querySelectorAll('[data-page]')]
    this.titles = this.items.map(
      (item) => item.querySelector('label')?.textContent.toLowerCase() ?? '',
    )
    this.matches = this.items.map(() => true)
    this.openAtFirst = this.items.map((item) => item.querySelector(':scope > details')?.open)
  }

  enhance() {
    const { root } = this
    for (const item of this.items) if (checkboxOf(item).checked) this.spread(item)
    this.refresh()
    root.addEventListener('change', (event) => this.onChange(event))
    root.addEventListener('keydown', (event) => {
      // Enter in a field presses a form's first button: that must never give access by accident.
      if (event.key === 'Enter' && event.target.matches('input')) event.preventDefault()
    })
    root.closest('form')?.addEventListener('formdata', (event) => this.onFormData(event))
    const tools = root.querySelector('[data-picker-tools]')
    if (!tools) return
    tools.hidden = false
    const filter = tools.querySelector('[data-picker-filter]')
    filter.addEventListener('input', () => this.filter(filter.value.trim().toLowerCase()))
    tools.querySelector('[data-picker-all]').addEventListener('click', () => this.chooseMatches())
    tools.querySelector('[data-picker-none]').addEventListener('click', () => this.clear())
  }

  spread(item) {
    const { checked } = checkboxOf(item)
    for (const below of item.querySelectorAll('[data-page]')) checkboxOf(below).checked = checked
  }

  release(item) {
    for (let parent = parentOf(item); parent; parent = parentOf(parent)) {
      checkboxOf(parent).checked = false
    }
  }

  onChange(event) {
    const item = event.target.closest('[data-page]')
    if (!item) return
    if (!event.target.checked) this.release(item)
    this.spread(item)
    this.refresh()
  }

  chooseMatches() {
    for (const item of this.items.filter((_, index) => this.matches[index])) {
      checkboxOf(item).checked = true
      this.spread(item)
    }
    this.refresh()
  }

  clear() {
    for (const item of this.items) checkboxOf(item).checked = false
    this.refresh()
  }

  refresh() {
    let chosen = 0
    for (const item of this.items) {
      const box = checkboxOf(item)
      if (box.checked) chosen += 1
      box.indeterminate =
        !box.checked &&
        [...item.querySelectorAll('[data-page]')].some((below) => checkboxOf(below).checked)
    }
    const count = this.root.querySelector('[data-picker-count]')
    if (count) count.textContent = chosen === 0 ? 'No pages chosen.' : `${chosen} chosen.`
  }

  filter(query) {
    this.matches = this.titles.map((title) => title.includes(query))
    // Backwards, so that a page below is decided before the pages that hold it.
    for (let index = this.items.length - 1; index >= 0; index -= 1) {
      const item = this.items[index]
      const holdsMatch = item.querySelector('[data-page]:not([hidden])') !== null
      item.hidden = !this.matches[index] && !holdsMatch
      const details = item.querySelector(':scope > details')
      if (details) details.open = query === '' ? this.openAtFirst[index] : holdsMatch
    }
    this.root.querySelector('[data-picker-nothing]').hidden = this.matches.includes(true)
  }

  /** Sends the topmost chosen pages only: what is below them comes with them anyway. */
  onFormData(event) {
    const topmost = this.items.filter((item) => checkboxOf(item).checked && !isCovered(item))
    event.formData.delete('page_id')
    for (const item of topmost) event.formData.append('page_id', checkboxOf(item).value)
  }
}

/** Hears that there are more requests, reads the page again and puts the new ones on top. */
function enhanceLive(sign) {
  const text = sign.querySelector('[data-live-text]')
  const reload = document.querySelector('[data-live-reload]')
  let isReading = false
  let isStale = false

  const read = async () => {
    isStale = true
    if (isReading) return
    isReading = true
    try {
      while (isStale) {
        isStale = false
        const answer = await fetch(location.href, { headers: { accept: 'text/html' } })
        if (!answer.ok || answer.redirected) throw new Error('The page is gone')
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
        if (!bringIn(page)) location.reload()
      }
    } catch {
      stop('Not live: reload the page')
    } finally {
      isReading = false
    }
  }

  const bringIn = (page) => {
    const list = document.querySelector('[data-live-list] > ol')
    const next = page.querySelector('[data-live-list] > ol')
    if (!list || !next) return false
    if (next.children.length === 0) return true
    if (list.hidden) return false
    const known = new Set([...list.children].map(({ dataset }) => dataset.request))
    const fresh = [...next.children].filter(({ dataset }) => !known.has(dataset.request))
    const kept = new Set([...next.children].map(({ dataset }) => dataset.request))
    for (const item of [...list.children]) if (!kept.has(item.dataset.request)) item.remove()
    list.prepend(...fresh)
    for (const item of fresh) {
      item.classList.add('fresh')
      enhanceCopyButtons(item)
    }
    return true
  }

  const stream = new EventSource(sign.dataset.live)
  const stop = (words) => {
    stream.close()
    sign.classList.remove('live-on')
    text.textContent = words
    if (reload) reload.hidden = false
  }
  stream.addEventListener('open', () => {
    sign.classList.add('live-on')
    text.textContent = 'Live'
    if (reload) reload.hidden = true
  })
  stream.addEventListener('requests', read)
  stream.addEventListener('error', () => {
    sign.classList.remove('live-on')
    if (stream.readyState === EventSource.CLOSED) stop('Not live: reload the page')
    else text.textContent = 'Connecting…'
  })
  addEventListener('pagehide', () => stream.close())
}

enhanceCopyButtons(document)
for (const sign of document.querySelectorAll('[data-live]')) enhanceLive(sign)
enhanceAutoSubmit()
for (const root of document.querySelectorAll('[data-picker]')) new PagePicker(root).enhance()
document.querySelector('[data-focus]')?.focus()
