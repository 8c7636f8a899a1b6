/** How many levels deep a catalog may nest. */
export const mostLevels = 50
