/**
 * Waits for an end, for this long at most, and keeps the process alive meanwhile: nothing else may, and a goodbye is
 * to be answered. @param end never rejects
 */
export const withPatience = async (end: Promise<void>, patienceMs: number): Promise<void> => {
  let release: () => void = () => {};
  const patience = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, patienceMs);
    release = () => clearTimeout(timer);
  });
  await Promise.race([end, patience]);
  release();
};
