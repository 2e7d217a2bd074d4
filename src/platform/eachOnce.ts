/** Calls that come while one is at work become one call after it. `failed` hears of work that throws; the next call works again. */
export function eachOnce(work: () => Promise<void>, failed: (error: unknown) => void): () => void {
  let busy = false;
  let again = false;
  const run = async (): Promise<void> => {
    busy = true;
    await work().catch(failed);
    busy = false;
    if (!again) return;
    again = false;
    void run();
  };
  return () => {
    if (busy) again = true;
    else void run();
  };
}
