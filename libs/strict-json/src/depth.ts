/** Nothing that the platform says to anybody is nested deeper; a bomb of brackets is. */
export const deepest = 32;
