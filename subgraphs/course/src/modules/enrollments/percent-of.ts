/** The completed share in whole percent; 100 only when everything is completed. */
export const percentOf = (completed: number, total: number): number => Math.floor((100 * completed) / total)
