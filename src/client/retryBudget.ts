/** Tokens for retries: a server that fails all requests gets few of them. */
export interface RetryBudget {
  /** Take the tokens of a retry; `false` if too few are left. */
  readonly take: (tokens: number) => boolean
  /** Give back the tokens of a retry that succeeded, or one for a success at the first attempt. */
  readonly give: (tokens: number) => void
}

/** A retry takes 5 tokens, after a timeout 10. Successes refill the budget up to its size. */
export function createBudget (size = 500): RetryBudget {
  let left = size
  return {
    take (tokens) {
      if (tokens > left) return false
      left -= tokens
      return true
    },
    give (tokens) {
      left = Math.min(size, left + Math.max(1, tokens))
    }
  }
}
