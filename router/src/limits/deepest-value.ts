/** Levels of lists and objects: no input of any schema has so many, and what comes after may recurse. */
export const DEEPEST_VALUE = 20
