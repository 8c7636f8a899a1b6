/** How many levels deep a catalog may nest. */
export const maxDepth = 50
