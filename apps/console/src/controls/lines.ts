/** One of each line. */
export const lines = (text = ''): readonly string[] => text.split('\n').flatMap((line) => line.trim() || []);
