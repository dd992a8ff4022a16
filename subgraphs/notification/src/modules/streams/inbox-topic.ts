/** The bell that rings when notifications of a person came or were read. */
export const inboxTopic = (recipientId: string): string => `inbox:${recipientId}`
