/** Faces of the letters of every drawing, for wherever it will be seen. */
export const FACES = 'system-ui, "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans", sans-serif';
