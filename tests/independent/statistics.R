# Reference values of tests/unit/analysis/reference.test.ts, computed by R alone. Run: Rscript statistics.R > statistics.json
# Made with R 4.2.2; base and stats only. Numbers are printed with 15 digits.

n <- function(x) ifelse(is.na(x), "null", formatC(x, digits = 15, format = "g"))
list_of <- function(x) paste0("[", paste(n(x), collapse = ", "), "]")
member <- function(name, text) paste0("\"", name, "\": ", text)
object <- function(...) paste0("{ ", paste(c(...), collapse = ", "), " }")

# Seconds of sessions, one a block: small, skewed, tied, and with an outlier.
cells <- list(
  two = list(one = c(10.2, 11.7), other = c(9.8, 10.1)),
  three = list(one = c(21.4, 20.9, 24.8), other = c(10.3, 10.4, 10.2)),
  five = list(one = c(12.31, 12.05, 12.44, 13.9, 12.12), other = c(11.98, 12.11, 12.02, 12.2, 12.3)),
  six = list(one = c(5.1, 5.4, 5.3, 5.9, 5.2, 8.8), other = c(5.0, 5.1, 5.2, 5.3, 4.9, 5.15)),
  tied = list(one = c(3.01, 3.02, 3.02, 3.05, 3.01, 3.04, 3.02), other = c(3.0, 3.02, 3.01, 3.03, 3.02, 3.0, 3.01)),
  ten = list(
    one = c(101.2, 99.8, 104.9, 98.7, 120.4, 100.3, 99.1, 103.3, 97.9, 102.6),
    other = c(100.1, 100.9, 99.7, 100.4, 101.3, 98.8, 99.5, 100.7, 100.2, 99.9)
  ),
  thirty = list(
    one = round(exp(3 + 0.08 * qnorm((c(7,22,13,28,3,18,10,25,1,30,15,5,20,12,27,8,23,2,17,29,11,6,21,14,26,4,19,9,24,16) - 0.5) / 30)), 4),
    other = round(exp(2.95 + 0.05 * qexp((c(16,3,27,9,21,14,30,1,24,11,6,19,28,4,13,22,8,17,2,26,12,29,5,20,15,7,23,10,25,18) - 0.5) / 30)), 4)
  )
)

# All ordered draws with replacement, where they can be listed; type 1: the smallest value up to which it is reached.
median_interval <- function(x) {
  if (length(x) > 6) return(c(NA, NA))
  draws <- expand.grid(rep(list(seq_along(x)), length(x)))
  medians <- apply(draws, 1, function(at) median(x[at]))
  unname(quantile(medians, c(0.025, 0.975), type = 1))
}

far <- function(x) {
  l <- log(x)
  if (length(l) < 5) return(rep(FALSE, length(l)))
  qnorm(0.75) * abs(l - median(l)) / mad(l, constant = 1) > 3.5
}

biserial <- function(d) {
  d <- d[d != 0]
  r <- rank(abs(d))
  sum(sign(d) * r) / sum(r)
}

cell <- function(name, times) {
  d <- log(times$one / times$other)
  t <- t.test(d)
  w <- suppressWarnings(wilcox.test(d))
  object(
    member("name", paste0("\"", name, "\"")),
    member("one", list_of(times$one)), member("other", list_of(times$other)),
    member("median", n(median(times$one))), member("mean", n(mean(times$one))), member("sd", n(sd(times$one))),
    member("medianInterval", list_of(median_interval(times$one))),
    member("outliers", paste0("[", paste(tolower(far(times$one)), collapse = ", "), "]")),
    member("ratio", n(exp(mean(d)))), member("interval", list_of(exp(as.numeric(t$conf.int)))),
    member("p", n(w$p.value)), member("effect", n(biserial(d)))
  )
}

# Two attempts: other blocks, not as many sessions.
apart <- list(
  small = list(one = c(10.1, 10.4, 10.9), other = c(9.8, 9.9, 10.2, 9.7)),
  uneven = list(one = c(5.1, 5.4, 5.3, 5.9, 5.2, 8.8), other = c(5.0, 5.15, 5.25, 5.35, 4.9)),
  tied = list(one = c(3.01, 3.02, 3.02, 3.05), other = c(3.0, 3.02, 3.01, 3.03)),
  thirty = cells$thirty
)

two <- function(name, times) {
  t <- t.test(log(times$one), log(times$other))
  w <- suppressWarnings(wilcox.test(times$one, times$other))
  pairs <- outer(times$one, times$other, function(a, b) sign(a - b))
  object(
    member("name", paste0("\"", name, "\"")),
    member("one", list_of(times$one)), member("other", list_of(times$other)),
    member("ratio", n(exp(mean(log(times$one)) - mean(log(times$other))))),
    member("interval", list_of(exp(as.numeric(t$conf.int)))), member("p", n(w$p.value)), member("effect", n(mean(pairs)))
  )
}

p <- c(0.001, 0.04, 0.03, 0.005, 0.03, 0.6)
# Departures from their cells in the order in which they were taken, with places in blocks of four.
by <- c(0.021, -0.03, 0.004, -0.011, 0.002, 0.013, -0.019, 0.008, 0.03, -0.004, 0.017, 0.011)
place <- rep(0:3, 3)
within <- by - ave(by, rep(1:3, each = 4))
drift <- suppressWarnings(cor.test(seq_along(by), by, method = "spearman", exact = FALSE))
position <- suppressWarnings(cor.test(place, within, method = "spearman", exact = FALSE))

cat(object(
  member("source", paste0("\"", R.version.string, "\"")),
  member("cells", paste0("[", paste(mapply(cell, names(cells), cells), collapse = ",\n"), "]")),
  member("apart", paste0("[", paste(mapply(two, names(apart), apart), collapse = ",\n"), "]")),
  member("holm", object(member("p", list_of(p)), member("adjusted", list_of(p.adjust(p, "holm"))))),
  member("order", object(
    member("by", list_of(by)),
    member("drift", object(
      member("rho", n(unname(drift$estimate))), member("p", n(drift$p.value)),
      member("change", n(expm1(unname(coef(lm(by ~ seq_along(by)))[2]) * 11)))
    )),
    member("position", object(
      member("rho", n(unname(position$estimate))), member("p", n(position$p.value)),
      member("change", n(expm1(unname(coef(lm(within ~ place))[2]) * 3)))
    )),
    member("both", list_of(p.adjust(c(drift$p.value, position$p.value), "holm")))
  ))
), "\n")
