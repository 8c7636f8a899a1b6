/** How many requests one API key may send: to all routes together, and to the one route of each platform that shows a 429. */
export const budgets = {
  all: { max: 600, timeWindow: '1 minute' },
  small: { max: 3, timeWindow: '1 minute' }
} as const
