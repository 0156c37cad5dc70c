-- A claim takes the rows of whole pages at once. With half of each page free, their new versions stay beside the old
-- ones, and the indexes are not written. Pages that are there already keep their rows; timers come and go.
alter table timers set (fillfactor = 50);
