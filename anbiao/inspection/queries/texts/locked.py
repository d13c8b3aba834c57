"""Texts of the field screens about the device: PIN, lock, keeping, leaving."""

from anbiao.rules.refusal import N_

LOCKED = {
    # choosing a PIN
    "pin_choose": N_("Choose a PIN for this device"),
    "pin_needs_network": N_("The first opening on a device needs the network. Try again when there is one."),
    "pin_why": N_(
        "What you enter and photograph lies enciphered on this device. The PIN opens it, also without a network."
    ),
    "pin_why_not": N_(
        "It is not your password, and holds for this device only. Your account goes on being asked for as before."
    ),
    "pin_digits": N_("{n} digits"),
    "pin_again": N_("The same once more"),
    "pin_keep": N_("Keep this PIN"),
    "pin_in_work": N_("Enciphering …"),
    "pin_too_short": N_("The PIN has {n} digits."),
    "pin_easy": N_("This is what a finder tries first. Choose digits that neither repeat nor count."),
    "pin_differ": N_("The two are not the same."),
    # unlocking
    "pin_locked": N_("Locked"),
    "pin_locked_why": N_("Everything you typed is saved. The PIN opens it again."),
    "pin_yours": N_("Your PIN of this device"),
    "pin_open": N_("Unlock"),
    "pin_wrong": N_("This was not the PIN. {n} tries are left."),
    "pin_wrong_1": N_("This was not the PIN. One try is left."),
    "pin_wait": N_("Too many wrong PINs. The next try is in {seconds} s."),
    "pin_left": N_("{n} tries are left."),
    "pin_left_1": N_("One try is left."),
    "pin_no_more": N_(
        "No try is left. What is unsent is not lost: the safety office keeps it until you have signed in again."
    ),
    "pin_forgotten": N_("PIN forgotten"),
    # forgotten, revoked
    "forgotten_what": N_(
        "{records} unsent records and {photos} photos go to the server, enciphered as they are. Then this device is emptied."
    ),
    "forgotten_nothing": N_("Nothing is unsent. This device is emptied."),
    "forgotten_then": N_(
        "You are signed out. After signing in again you choose a new PIN and take your records back."
    ),
    "forgotten_do": N_("Hand over {records} records and empty"),
    "forgotten_empty": N_("Empty this device"),
    "hand_over_progress": N_("Handing over: {done} of {all}"),
    "hand_over_failed": N_(
        "Not everything arrived, so nothing was deleted. Try again when there is a network."
    ),
    "revoked": N_("This device was revoked"),
    "revoked_done": N_(
        "{records} unsent records and {photos} photos are in keeping; the rest was deleted from this device. You take them back after signing in."
    ),
    "revoked_empty": N_("Nothing was unsent. Your data were deleted from this device."),
    "revoked_wait": N_(
        "What is unsent has not arrived yet, so nothing was deleted. It is tried again every minute."
    ),
    "revoked_leave": N_("To the sign-in page"),
    # this device
    "this_device": N_("This device"),
    "enciphered": N_("Enciphered on this device"),
    "enciphered_how": N_(
        "Drafts, photos and copies open with your PIN. The screens lock themselves when nobody uses them for ten minutes."
    ),
    "last_contact": N_("last contact {time}"),
    "offline_rule": N_(
        "After {n} days without contact they open only to send, until the server has been reached."
    ),
    "lock_now": N_("Lock now"),
    "pin_change": N_("Change the PIN"),
    "pin_changed": N_("The new PIN holds from now on."),
    "my_devices": N_("All my devices; revoke a lost one"),
    "desk": N_("To the whole program"),
    "not_enciphered": N_("Not enciphered: this address has no HTTPS."),
    "not_enciphered_help": N_(
        "The browser enciphers only over HTTPS, so what you enter lies open on this device and there is no PIN. Ask your administrator for the https address."
    ),
    "contact_within": N_("No contact for days: {n} are left."),
    "contact_within_1": N_("No contact for days: one is left."),
    "contact_within_help": N_("Open this once with a network, or the screens will open only to send."),
    "too_long": N_("Too long without contact"),
    "too_long_help": N_(
        "For {n} days the server was not reached, so units and lists stay closed. What you entered is safe; send it, then everything opens."
    ),
    # in keeping
    "in_keeping": N_("In keeping at the server"),
    "in_keeping_n": N_("{n} parcels of unsent work are in keeping."),
    "in_keeping_n_1": N_("Unsent work of yours is in keeping."),
    "in_keeping_help": N_("Take it back onto this device."),
    "keeping_of": N_("{records} records, {photos} photos"),
    "keeping_half": N_("Still arriving from the other device."),
    "take_back": N_("Take these back"),
    "taking_back": N_("Being taken back …"),
    "taken_back": N_("{n} records are on this device again."),
    "taken_back_1": N_("One record is on this device again."),
    "taken_unreadable": N_("{n} records could not be opened. The safety office sees which."),
    "taken_unreadable_1": N_("One record could not be opened. The safety office sees which."),
    "sign_out_and_in": N_("Sign out and in again"),
    # leaving
    "leave": N_("Leaving this device"),
    "nothing_unsent": N_("Nothing is unsent. What was read stays here until you come back."),
    "sign_out": N_("Sign out"),
    "unsent_here": N_("{records} records and {photos} photos are not sent yet."),
    "unsent_help": N_(
        "They are on this device only. If it breaks or is lost before they are sent, they are gone. Send them, or save a copy first."
    ),
    "save_copy": N_("Save a copy (zip)"),
    "copy_saved": N_("{name} is among the downloads. It is not enciphered: keep it where only you read it."),
    "sign_out_ask": N_(
        "{records} records and {photos} photos stay here, enciphered, and go only after you have signed in again and unlocked."
    ),
    "sign_out_ask_open": N_(
        "{records} records and {photos} photos stay here, not enciphered: whoever opens this browser can read them."
    ),
    "sign_out_do": N_("Sign out with {records} unsent"),
}
