# Asks a peer written in Perl the questions that come in on standard input, one a line; `benches/src/peers/program.rs`
# says what they are. Usage: perl perl.pl PEER INPUTS.json
#
# Each peer runs in a process of its own, and none of mailmend's code is in it.

use strict;
use warnings;
use JSON::PP;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

my ($peer, $file) = @ARGV;
$| = 1;

sub say_json { print encode_json($_[0]), "\n" }

unless (eval { require Sisimai; 1 }) {
    say_json({ missing => "the Debian package libsisimai-perl is not installed" });
    exit;
}

my %peers = (
    # What it makes of a reply alone.
    'Sisimai match' => sub { return Sisimai->match($_[0]) // '' },
    # What it makes of a message.
    'Sisimai' => sub {
        my $message = $_[0];
        my $found = Sisimai->make(\$message, 'delivered' => 1) // [];
        my @recipients = map { $_->recipient->address } @$found;
        return { recipients => \@recipients, reason => @$found ? $found->[0]->reason : '' };
    },
);
my $ask = $peers{$peer} or die "no such peer: $peer\n";
say_json({ version => Sisimai->version });

open my $handle, '<:raw', $file or die "$file: $!\n";
my $inputs = decode_json(do { local $/; <$handle> });
for my $text (@$inputs) {
    # Sisimai reads bytes. A message comes with a letter for each byte, a reply as text.
    utf8::downgrade($text, 1) if $peer eq 'Sisimai';
    utf8::encode($text) if $peer ne 'Sisimai';
}

while (my $line = <STDIN>) {
    my ($word, $times) = split ' ', $line;
    if ($word eq 'answers') {
        say_json({ answers => [map { scalar $ask->($_) } @$inputs] });
        next;
    }
    my $start = clock_gettime(CLOCK_MONOTONIC);
    for (1 .. $times) {
        $ask->($_) for @$inputs;
    }
    say_json({ ns => int((clock_gettime(CLOCK_MONOTONIC) - $start) * 1e9) });
}
