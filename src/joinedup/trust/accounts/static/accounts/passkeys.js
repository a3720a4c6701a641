/* Shows what needs passkeys where the browser has them, and says so when one was not used. */
(function () {
  "use strict";

  if (window.PublicKeyCredential) {
    document.querySelectorAll("[data-needs-passkeys]").forEach(function (part) {
      part.hidden = false;
    });
  }

  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    document.querySelectorAll("[data-passkey-problem]").forEach(function (place) {
      place.textContent = "The passkey was not used. Try again, or choose another way.";
      place.hidden = false;
    });
  });
})();
