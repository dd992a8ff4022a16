/** The bell that rings when something happened in a session. */
export const roomTopic = (sessionId: string): string => `room:${sessionId}`
