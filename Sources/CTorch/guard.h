// The one place where C++ exceptions become C results.
#pragma once
#include <c10/util/Exception.h>

#include <exception>
#include <string>
#include <utility>

namespace ct {

inline thread_local std::string last_error;

/// Runs `body`; when it throws, keeps the message for `ct_error()` and returns `failed`.
template <class Body, class Result = decltype(std::declval<Body>()())>
Result guard(Body &&body, Result failed = Result{}) noexcept {
  try {
    return body();
  } catch (const c10::Error &error) {
    last_error = error.what_without_backtrace();
  } catch (const std::exception &error) {
    last_error = error.what();
  } catch (...) {
    last_error = "unknown C++ exception";
  }
  return failed;
}

/// Runs `body`, which returns nothing: 0 when it worked, 1 when it threw.
template <class Body>
int status(Body &&body) noexcept {
  return guard(
      [&] {
        body();
        return 0;
      },
      1);
}

}  // namespace ct
