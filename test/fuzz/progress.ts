/** How often to look, and how many looks in a row may find no progress. */
const every = 100
const patience = 100

export interface Watch {
  /** Something has happened: begin to count anew. */
  readonly progress: () => void
  readonly stop: () => void
}

/**
 * Call `onStuck` when the event loop has turned many times without progress. Time alone does not count: on a busy machine the process
 * may not run for long, and then it does not turn either.
 */
export function watchProgress (onStuck: () => void, looks = patience): Watch {
  let left = looks
  let timer = setTimeout(look, every)
  function look () {
    if (--left === 0) onStuck()
    else timer = setTimeout(look, every)
  }
  return { progress: () => { left = looks }, stop: () => clearTimeout(timer) }
}
