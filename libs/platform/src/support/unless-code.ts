/** For a `catch`: an error with that code, such as ENOENT, is no fault but has an answer. */
export const unlessCode =
  <T>(code: string, answer: () => T) =>
  (error: unknown): T => {
    if ((error as NodeJS.ErrnoException).code === code) return answer();
    throw error;
  };
