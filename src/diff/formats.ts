/** How `error-catalog diff` prints changes. */
export const diffFormats = ['text', 'json', 'markdown', 'github', 'junit'] as const

export type DiffFormat = typeof diffFormats[number]
