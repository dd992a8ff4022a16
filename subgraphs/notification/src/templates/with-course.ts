/** A title within its course, for readers who learn in several; the title alone while the course is not known here. */
export const withCourse = (title: string, course: string | null): string => (course ? `${course}: ${title}` : title)
